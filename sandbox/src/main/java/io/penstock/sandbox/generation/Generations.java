package io.penstock.sandbox.generation;

import io.penstock.sandbox.journal.Exchange;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import java.io.IOException;

/** Answers the callers of one provider. */
public final class Generations implements Handler {

    private final Provider provider;
    private final House house;

    public Generations(Provider provider, House house) {
        this.provider = provider;
        this.house = house;
    }

    @Override
    public void handle(Caller caller) throws IOException {
        var visit = house.journal()
                .arrived(provider.name(), caller.path(), caller.header("idempotency-key"), caller.body());
        var line = new Line(
                provider,
                new Stamp(house.ids().next(), visit.arrivedAt()),
                new Exchange(caller, visit, house.pauses()));
        switch (provider.read(caller)) {
            case Reading.Tells tells -> line.tell(tells.body());
            case Reading.Refuses refuses -> line.refuse(refuses.refusal());
            case Reading.Asks asks -> new Generation(provider, house, asks, line).run();
        }
    }
}
