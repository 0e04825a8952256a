package io.penstock.sandbox.sendgrid;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes mails to a sandbox over HTTP, without anybody's library. */
final class Writer implements AutoCloseable {

    static final String SEND = "/sendgrid/v3/mail/send";

    private final Asker asker;

    Writer(Sandbox sandbox) {
        this.asker = new Asker(sandbox).with("authorization", "Bearer SG.any.key");
    }

    Asker asker() {
        return asker;
    }

    /** A request that is in order. */
    static ObjectNode mail(String... to) {
        var mail = Json.mapper().createObjectNode().put("subject", "Your flour");
        mail.putObject("from").put("email", "shop@mill.test").put("name", "The Mill");
        var recipients = mail.putArray("personalizations").addObject().putArray("to");
        for (var one : to) {
            recipients.addObject().put("email", one);
        }
        mail.putArray("content").addObject().put("type", "text/plain").put("value", "It is ready.");
        return mail;
    }

    /**
     * Changes a request in one place.
     *
     * @param json what is there from now on; empty for nothing
     */
    static ObjectNode changed(ObjectNode mail, String pointer, String json) {
        var cut = pointer.lastIndexOf('/');
        var name = pointer.substring(cut + 1);
        var value = json.isEmpty() ? null : Json.mapper().readTree(json);
        switch (mail.at(pointer.substring(0, cut))) {
            case ObjectNode parent when value == null -> parent.remove(name);
            case ObjectNode parent -> parent.set(name, value);
            case ArrayNode parent
            when Integer.parseInt(name) < parent.size() -> parent.set(Integer.parseInt(name), value);
            case ArrayNode parent -> parent.add(value);
            default -> throw new IllegalArgumentException(pointer);
        }
        return mail;
    }

    HttpResponse<String> send(JsonNode mail) {
        return asker.post(SEND, Json.write(mail));
    }

    HttpResponse<String> sendTo(String... to) {
        return send(mail(to));
    }

    /** What is wrong first. */
    static String problem(HttpResponse<String> response, String field) {
        return Asker.json(response).at("/errors/0/" + field).asString("");
    }

    static String id(HttpResponse<String> response) {
        return response.headers().firstValue("x-message-id").orElseThrow();
    }

    @Override
    public void close() {
        asker.close();
    }
}
