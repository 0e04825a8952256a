package io.penstock.sandbox.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The example is that of SendGrid's own test. */
class EventSealTest {

    private static final String KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    private static final String SIGNATURE =
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    private static final String TIME = "1600112502";
    private static final String BODY =
            "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\","
                    + "\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
                    + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0\","
                    + "\"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\",\"timestamp\":1600112492}]\r\n";

    private static PublicKey key(String encoded) throws Exception {
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    }

    @Test
    void whatSendGridSignedIsGenuine() throws Exception {
        assertThat(EventSeal.isGenuine(key(KEY), TIME, BODY, SIGNATURE)).isTrue();
        assertThat(EventSeal.isGenuine(key(KEY), TIME, BODY.strip(), SIGNATURE)).isFalse();
        assertThat(EventSeal.isGenuine(key(KEY), "1600112503", BODY, SIGNATURE)).isFalse();
        assertThat(EventSeal.isGenuine(key(new EventSeal().publicKey()), TIME, BODY, SIGNATURE))
                .isFalse();
    }

    @Test
    void eachSandboxHasItsOwnKey() {
        assertThat(new EventSeal().publicKey()).isNotEqualTo(new EventSeal().publicKey());
    }
}
