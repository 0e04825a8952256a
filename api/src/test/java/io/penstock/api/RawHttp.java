package io.penstock.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says to a server what no orderly client would. */
final class RawHttp {

    private RawHttp() {}

    /** Says this, with the line ends of HTTP, and no more; returns what the server answers until it hangs up. */
    static Answer talk(int port, String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return answer(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer answer(String text) {
        var parts = text.split("\r\n\r\n", 2);
        var lines = parts[0].lines().toList();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (var line : lines.subList(1, lines.size())) {
            headers.computeIfAbsent(line.replaceFirst(":.*", ""), name -> new ArrayList<>())
                    .add(line.replaceFirst("[^:]*: *", ""));
        }
        return new Answer(
                Integer.parseInt(lines.getFirst().split(" ", -1)[1]),
                HttpHeaders.of(headers, (name, value) -> true),
                headers.containsKey("Transfer-Encoding") ? joined(parts[1]) : utf8(parts[1]));
    }

    /** The chunks of a chunked body in one piece. */
    private static String joined(String chunks) {
        var body = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int lineEnd = chunks.indexOf("\r\n", at);
            int size = Integer.parseInt(chunks.substring(at, lineEnd), 16);
            if (size == 0) {
                return body.toString(UTF_8);
            }
            body.writeBytes(chunks.substring(lineEnd + 2, lineEnd + 2 + size).getBytes(ISO_8859_1));
            at = lineEnd + 2 + size + 2;
        }
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }
}
