package io.penstock.client.server;

import io.penstock.client.terminal.Shown;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import tools.jackson.databind.JsonNode;

/** Why a call came to nothing. */
record Trouble(String code, String sentence) {

    static Trouble of(IOException e) {
        return new Trouble(
                "",
                switch (e) {
                    case ConnectException refused -> "no connection.";
                    case HttpTimeoutException late -> "no answer in time.";
                    default -> "the connection broke.";
                });
    }

    static Trouble of(JsonNode problem, int status) {
        var said = new StringBuilder(Shown.text(problem.path("detail").asString("")));
        if (problem.path("errors").size() > 1) {
            problem.path("errors")
                    .forEach(error -> said.append("\n  ")
                            .append(Shown.text(error.path("pointer").asString("")))
                            .append(' ')
                            .append(Shown.text(error.path("detail").asString(""))));
        }
        return said.isEmpty()
                ? new Trouble("", "it answered %d, and not as a Penstock does.".formatted(status))
                : new Trouble(problem.path("code").asString(""), said.toString());
    }
}
