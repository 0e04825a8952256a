package io.penstock.standalone.path;

import io.penstock.catalog.kind.Kind;
import io.penstock.worker.handler.Handler;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** A kind of an installation's own, brought in as a jar on the class path would. */
@AutoConfiguration
@ConditionalOnProperty("charge.desk")
class ChargeConfiguration {

    @Bean
    Kind<?, ?> chargeKind() {
        return Charge.KIND;
    }

    @Bean
    Handler<?, ?> chargeHandler(
            @Value("${charge.desk}") URI desk,
            @Value("${penstock.worker.name:worker}") String name,
            @Value("${charge.key-per-attempt:false}") boolean keyPerAttempt) {
        return new Charge(desk, name, keyPerAttempt);
    }
}
