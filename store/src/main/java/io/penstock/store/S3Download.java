package io.penstock.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A part of an object while it is read. Who stops in the middle hangs up, instead of reading to the end. */
final class S3Download extends FilterInputStream {

    private final ResponseInputStream<GetObjectResponse> response;
    private long left;

    private S3Download(ResponseInputStream<GetObjectResponse> response, long length) {
        super(response);
        this.response = response;
        this.left = length;
    }

    static InputStream open(S3Client client, String bucket, String key, long from, long length) {
        return new S3Download(
                client.getObject(
                        request -> request.bucket(bucket).key(key).range("bytes=" + from + "-" + (from + length - 1))),
                length);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int some = super.read(buffer, offset, count);
        left -= Math.max(0, some);
        return some;
    }

    @Override
    public void close() throws IOException {
        if (left > 0) {
            response.abort();
        } else {
            super.close();
        }
    }
}
