package io.penstock.sandbox.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.SetClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailsTest {

    private static Mail mail(String subject, int size) {
        return new Mail("smtp", "shop@mill.test", List.of("ada@mill.test"), subject, null, Raw.of(new byte[size]));
    }

    private static boolean isWhole(Mails mails, long id) {
        return mails.find(id).map(Kept::raw).isPresent();
    }

    @Test
    void theNewestAreKept() {
        var mails = new Mails(new SetClock(), 2, 100);
        for (var i = 1; i <= 4; i++) {
            assertThat(mails.keep(mail("Nr. " + i, 10))).isEqualTo(i);
        }

        assertThat(mails.all()).extracting(Head::subject).containsExactly("Nr. 4", "Nr. 3");
        assertThat(mails.find(2)).isEmpty();
    }

    @Test
    void ofTheOldestOnlyTheHeadsAreKeptWhenTheyAreTooLarge() {
        var mails = new Mails(new SetClock(), 10, 100);
        for (var i = 1; i <= 4; i++) {
            mails.keep(mail("Nr. " + i, 40));
        }

        assertThat(mails.all()).hasSize(4).extracting(Head::size).containsOnly(40);
        assertThat(isWhole(mails, 2)).isFalse();
        assertThat(isWhole(mails, 3)).isTrue();
        assertThat(isWhole(mails, 4)).isTrue();
    }

    @Test
    void roomThatBecomesFreeIsUsedAgain() {
        var mails = new Mails(new SetClock(), 2, 100);
        for (var i = 1; i <= 10; i++) {
            mails.keep(mail("Nr. " + i, 10));
        }
        mails.keep(mail("Nr. 11", 50));
        mails.keep(mail("Nr. 12", 50));
        assertThat(isWhole(mails, 11)).isTrue();
        assertThat(isWhole(mails, 12)).isTrue();

        mails.clear();
        assertThat(mails.all()).isEmpty();
        mails.keep(mail("Again", 100));
        assertThat(isWhole(mails, 13)).isTrue();
    }
}
