package io.penstock.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A name server whose answers may change from one question to the next; literals are answered as by the system. */
public final class Names implements Lookup {

    private final Map<String, Queue<List<InetAddress>>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Another answer for that name, given once all earlier ones were. */
    public Names answer(String host, String... literals) {
        answers.computeIfAbsent(host, name -> new ArrayDeque<>())
                .add(Stream.of(literals).map(InetAddress::ofLiteral).toList());
        return this;
    }

    public List<String> asked() {
        return Collections.unmodifiableList(asked);
    }

    /** A name server that is silent. */
    public static InetAddress[] never(String host) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new InetAddress[0];
    }

    @Override
    public InetAddress[] addresses(String host) throws UnknownHostException {
        asked.add(host);
        if (host.matches("[0-9.]+|.*:.*|0x.*")) {
            return InetAddress.getAllByName(host);
        }
        var known = answers.get(host);
        var answer = known == null ? null : known.poll();
        if (answer == null) {
            throw new UnknownHostException(host);
        }
        return answer.toArray(InetAddress[]::new);
    }
}
