package io.midplatform.azure.session;

import java.io.IOException;
import java.time.Duration;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Ends the reading of a body with its call's time: the SDK's own time-out is over when the first byte of the answer is there. For bodies that are read
 * within the call; who gets a stream to read has no deadline for that.
 */
final class BodyDeadline implements Interceptor {
    /** Tells how much of the call's time is left. It is taken away before anything is sent. */
    static final String HEADER = "midplatform-nanos-left";

    @Override
    public Response intercept(Chain chain) throws IOException {
        String left = chain.request().header(HEADER);
        if (left == null) {
            return chain.proceed(chain.request());
        }
        long end = System.nanoTime()
                + Math.min(Long.parseLong(left), Duration.ofDays(365).toNanos());
        Response response =
                chain.proceed(chain.request().newBuilder().removeHeader(HEADER).build());
        ResponseBody body = response.body();
        if (body != null) {
            body.source().timeout().deadlineNanoTime(end); // the connection forgets it with the body's end
        }
        return response;
    }
}
