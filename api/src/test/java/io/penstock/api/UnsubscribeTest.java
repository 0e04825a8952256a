package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.mail.UnsubscribeLinks;
import io.penstock.db.mail.UnsubscribeLinks.Subscriber;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The link in a mail by which its reader gets no more. */
class UnsubscribeTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();
    private final TestClient reader = api.stranger();

    private String place(String address) {
        return "/v1/unsubscribe/" + api.bean(UnsubscribeLinks.class).token(new Subscriber(client.tenant(), address));
    }

    private Answer suppression(String address) {
        return client.get("/v1/suppressions/" + address);
    }

    private Answer click(String place) {
        return reader.send(reader.request(place)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click")));
    }

    @Test
    void toLookAtThePageChangesNothing() {
        var place = place("ada@example.com");

        var page = reader.get(place);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.body()).contains("<strong>ada@example.com</strong>", "<form method=\"post\">");
        assertThat(suppression("ada@example.com").status()).isEqualTo(404);
    }

    @Test
    void oneClickIsEnough() {
        var place = place("ada@example.com");

        assertThat(click(place).status()).isEqualTo(200);
        assertThat(click(place).status()).isEqualTo(200);

        assertThat(suppression("ada@example.com").is(200).text("/reason")).isEqualTo("unsubscribe");
        assertThat(api.newTenant().get("/v1/suppressions/ada@example.com").status())
                .isEqualTo(404);
    }

    @Test
    void anAddressCannotWriteThePage() {
        assertThat(reader.get(place("a&b'<b>@example.com")).body()).contains("a&amp;b&#39;&lt;b&gt;@example.com");
    }

    @Test
    void aLinkThatIsNotOursDoesNothing() {
        var token = place("ada@example.com").substring("/v1/unsubscribe/".length());
        var bytes = Base64.getUrlDecoder().decode(token);
        bytes[bytes.length - 1]++;
        var changed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        for (var other : new String[] {changed, "x", token.substring(4), "!", "AAAA"}) {
            click("/v1/unsubscribe/" + other).isProblem(403, "link_invalid");
        }
        assertThat(suppression("ada@example.com").status()).isEqualTo(404);
    }
}
