package io.penstock.db.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {

    /** Of the examples that Standard Webhooks publishes. */
    private static final SigningSecret PUBLISHED = new SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    @Test
    void itSignsAsThePublishedExampleDoes() {
        assertThat(PUBLISHED.sign(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1614265330), "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whatIsSignedIsTheBodyInUtf8() {
        assertThat(PUBLISHED.sign("msg_1", Instant.EPOCH, "ü"))
                .isNotEqualTo(PUBLISHED.sign("msg_1", Instant.EPOCH, "?"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_MfKQ",
                "whsec_not base64, but long enough to be one",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void whatIsNoSecretIsRefusedAndNotQuoted(String text) {
        assertThatThrownBy(() -> new SigningSecret(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A signing secret is whsec_ and 24 to 64 bytes in base64")
                .hasNoCause();
    }

    @Test
    void itDoesNotPrintItself() {
        assertThat(PUBLISHED).hasToString("SigningSecret[secret]");
        assertThat(PUBLISHED.last4()).isEqualTo("LaSw");
    }

    @Test
    void everyNewOneIsAnother() {
        assertThat(SigningSecret.random()).isNotEqualTo(SigningSecret.random());
    }
}
