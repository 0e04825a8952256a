package io.penstock.sandbox.sendgrid;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the recipients of one personalization get.
 *
 * @param number its place among the others, from 0
 * @param ofAll the request, for what is not said about this one alone
 */
record Letter(int number, JsonNode ofAll, JsonNode own) {

    /** Somebody as he is named. */
    record Person(String email, @Nullable String name) {

        private static Person of(JsonNode somebody) {
            return new Person(
                    somebody.path("email").stringValue(),
                    somebody.path("name").asString("").isEmpty()
                            ? null
                            : somebody.path("name").stringValue());
        }
    }

    Person from() {
        return Person.of(own.path("from").isObject() ? own.path("from") : ofAll.path("from"));
    }

    /** @param kind {@code to}, {@code cc} or {@code bcc} */
    List<Person> people(String kind) {
        return own.path(kind).valueStream().map(Person::of).toList();
    }

    List<Person> replyTo() {
        return Stream.concat(
                        Stream.of(ofAll.path("reply_to")),
                        ofAll.path("reply_to_list").valueStream())
                .filter(JsonNode::isObject)
                .map(Person::of)
                .toList();
    }

    List<String> recipients() {
        return PersonalizationRules.RECIPIENTS.stream()
                .flatMap(kind -> people(kind).stream())
                .map(Person::email)
                .toList();
    }

    String subject() {
        return own.path("subject").isString()
                ? own.path("subject").stringValue()
                : ofAll.path("subject").asString("");
    }

    /** In whatever case a name is asked for. */
    Map<String, String> headers() {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        Stream.of(ofAll, own)
                .flatMap(from -> from.path("headers").properties().stream())
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().stringValue()));
        return headers;
    }

    Map<String, String> customArgs() {
        var arguments = new LinkedHashMap<String, String>();
        ArgumentRules.merged(ofAll.path("custom_args"), own.path("custom_args"))
                .properties()
                .forEach(one -> arguments.put(one.getKey(), one.getValue().stringValue()));
        return arguments;
    }

    List<String> categories() {
        return ofAll.path("categories").valueStream().map(JsonNode::stringValue).toList();
    }
}
