package io.penstock.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** @param maxBody the largest request body */
@ConfigurationProperties(prefix = "penstock.api", ignoreUnknownFields = false)
record ApiSettings(@DefaultValue("256KB") DataSize maxBody) {

    ApiSettings {
        if (maxBody.toBytes() < 1024 || maxBody.toMegabytes() > 64) {
            throw new IllegalArgumentException("penstock.api.max-body must be between 1KB and 64MB, not " + maxBody);
        }
    }
}
