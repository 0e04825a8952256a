package io.penstock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.test, a.test, /",
        "HTTP://A.test/x, A.test, /x",
        "https://a.test?b=c#d, a.test, /?b=c",
        "http://a.test:8080/x%20y?z=%26, a.test, /x%20y?z=%26",
        "http://a.test/ü?ß, a.test, /%C3%BC?%C3%9F",
        "http://under_score.test/, under_score.test, /",
        "http://[::1]:80/, ::1, /",
        "http://2130706433/, 2130706433, /",
        "http://a.test//b, a.test, //b"
    })
    void aUrlNamesOneHostAndOnePath(String url, String host, String path) {
        var target = Target.parse(url).orElseThrow();

        assertThat(target.host().getHostName()).isEqualTo(host);
        assertThat(target.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.test",
                "/x",
                "ftp://a.test/",
                "file:///etc/passwd",
                "http:///x",
                "http://",
                "http:a.test",
                "http://:80/",
                "http://a.test:99999/",
                "http://a.test:x/",
                "http://user@a.test/",
                "http://user:secret@a.test/",
                "http://a.test\\@b.test/",
                "http://a.test/ x",
                "http://a.test/\r\nX: y"
            })
    void whatCannotBeCalledIsNoTarget(String url) {
        assertThat(Target.parse(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.test, x, http://a.test/x",
        "http://a.test, .b.test/x, http://a.test/.b.test/x",
        "http://a.test/b/c?d, e, http://a.test/b/e",
        "http://a.test/b/c?d, ?e, http://a.test/b/c?e",
        "http://a.test/b, //c.test/d, http://c.test/d",
        "http://a.test/b, https://c.test, https://c.test/"
    })
    void aRedirectIsRelativeToWhereItComesFrom(String from, String location, String to) {
        var target = Target.parse(from).orElseThrow().resolve(location);

        assertThat(target.orElseThrow().uri()).hasToString(to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a.test/", "file:///etc/passwd", "javascript:x", "http://u:p@a.test/", "http://a b/"})
    void aRedirectToWhatCannotBeCalledIsNoTarget(String location) {
        assertThat(Target.parse("http://a.test/").orElseThrow().resolve(location))
                .isEmpty();
    }

    @Test
    void anOriginIsSchemeHostAndPort() {
        var origin = Target.parse("http://a.test/").orElseThrow();

        assertThat(origin.sameOrigin(Target.parse("HTTP://A.TEST:80/x").orElseThrow()))
                .isTrue();
        assertThat(origin.sameOrigin(Target.parse("https://a.test/").orElseThrow()))
                .isFalse();
        assertThat(origin.sameOrigin(Target.parse("http://a.test:81/").orElseThrow()))
                .isFalse();
        assertThat(origin.sameOrigin(Target.parse("http://b.test/").orElseThrow()))
                .isFalse();
    }
}
