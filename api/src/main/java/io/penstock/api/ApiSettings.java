package io.penstock.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** @param maxBody the largest request body */
@ConfigurationProperties(prefix = "penstock.api", ignoreUnknownFields = false)
record ApiSettings(@DefaultValue("65MB") DataSize maxBody) {

    /** A payload of the largest size, and what is said around it. */
    private static final DataSize LARGEST = DataSize.ofMegabytes(65);

    ApiSettings {
        if (maxBody.toBytes() < 1024 || maxBody.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException(
                    "penstock.api.max-body must be between 1KB and " + LARGEST + ", not " + maxBody);
        }
    }
}
