package io.penstock.store;

import java.util.Map;

/** @param headers to be sent exactly so */
public record SignedUpload(SignedLink link, Map<String, String> headers) {}
