package io.penstock.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.report.subject.ComparedFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReportTest {

    /** Tells that it was closed. */
    private static final class Watched extends ByteArrayOutputStream {

        private boolean closed;

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }

    private static void writeAll(Report report, OutputStream to) {
        report.writeJson(to);
        report.writeSarif(to, true);
        report.writeHtml(to);
    }

    @Test
    void whateverIsOpenedIsClosed() {
        var opened = new AtomicInteger();
        var closed = new AtomicInteger();
        ComparedFiles files = () -> {
            opened.incrementAndGet();
            return LargeAnalysis.of(50, 3).open().onClose(closed::incrementAndGet);
        };

        writeAll(Report.of(Analyzed.compared(), files, List.of()), new Watched());

        assertThat(opened.get()).isPositive().isEqualTo(closed.get());
    }

    @Test
    void theStreamsStayOpen() {
        var out = new Watched();

        writeAll(Report.of(Analyzed.alone(), LargeAnalysis.of(10, 3), List.of()), out);

        assertThat(out.size()).isPositive();
        assertThat(out.closed).isFalse();
    }

    @Test
    void theSameAnalysisComesToTheSameReports() {
        var once = new Watched();
        var again = new Watched();

        writeAll(Report.of(Analyzed.compared(), LargeAnalysis.of(300, 5), List.of()), once);
        writeAll(Report.of(Analyzed.compared(), LargeAnalysis.of(300, 5), List.of()), again);

        assertThat(once.toByteArray()).isEqualTo(again.toByteArray());
    }
}
