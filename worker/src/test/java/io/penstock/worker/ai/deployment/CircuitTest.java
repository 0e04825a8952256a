package io.penstock.worker.ai.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Usage;
import io.penstock.worker.ai.provider.Reply;
import io.penstock.worker.ai.provider.Trouble;
import io.penstock.worker.ai.testing.Time;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private final Time time = new Time();
    private final Doors doors = Doors.ofOneself(time);
    private final Circuit circuit = new Circuit("a", Duration.ofSeconds(30), doors, time.clock());

    private void call(Reply reply) {
        assertThat(circuit.enter(true)).isTrue();
        circuit.told(reply);
    }

    private void opens() {
        for (int i = 0; i < 5; i++) {
            call(new Reply.Failed(Trouble.OVERLOAD, "overload", "Down.", null, Usage.NONE));
        }
        assertThat(doors.closed()).containsExactly("a");
    }

    @Test
    void whileItsDoorIsClosedNobodyEnters() {
        opens();
        assertThat(circuit.enter(false)).isFalse();
    }

    @Test
    void whenSomebodyOpensItsDoorAFewTryIt() {
        opens();

        assertThat(circuit.enter(true)).isTrue();
        assertThat(circuit.enter(true)).isTrue();
        assertThat(circuit.enter(true)).isFalse();
        circuit.told(new Reply.Answered("words", Finish.STOP, Usage.NONE));
        circuit.told(new Reply.Answered("words", Finish.STOP, Usage.NONE));

        assertThat(circuit.enter(false)).isTrue();
    }
}
