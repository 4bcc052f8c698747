package io.midplatform.azure.session;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RequestRetryCondition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * Stands behind the SDK's retry: counts the attempts of a call, gives each what is left of the call's time, waits before the next as long as the service
 * has told, and ends the call where the next attempt would begin after it.
 */
final class AttemptPolicy implements HttpPipelinePolicy {
    /** The HTTP client's key for the time-out of one request. */
    private static final String RESPONSE_TIMEOUT = "azure-response-timeout";

    /** Where the SDK's retries tell the number of the attempt. */
    private static final String ATTEMPT = "requestRetryCount";

    /** Tells that the HTTP client reads the body before it returns. */
    private static final String READ_AT_ONCE = "azure-eagerly-read-response";

    private static final HttpHeaderName LEFT = HttpHeaderName.fromString(BodyDeadline.HEADER);

    private final AzureRetry retry;

    AttemptPolicy(AzureRetry retry) {
        this.retry = retry;
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_RETRY;
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        long wait = call(context).map(AzureCall::toldWait).orElse(0L);
        if (wait > 0) {
            return Mono.delay(Duration.ofNanos(wait)).then(Mono.defer(() -> attempt(context, next)));
        }
        return attempt(context, next);
    }

    private Mono<HttpResponse> attempt(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        Optional<AzureCall> call = begin(context);
        Mono<HttpResponse> response = next.process();
        return call.isEmpty()
                ? response
                : response.map(answer -> judge(call.get(), answer))
                        .onErrorMap(RuntimeException.class, thrown -> judge(call.get(), thrown));
    }

    @Override
    public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        call(context).ifPresent(AttemptPolicy::rest);
        Optional<AzureCall> call = begin(context);
        if (call.isEmpty()) {
            return next.processSync();
        }
        HttpResponse response;
        try {
            response = next.processSync();
        } catch (RuntimeException e) {
            throw judge(call.get(), e);
        }
        return judge(call.get(), response);
    }

    private static Optional<AzureCall> call(HttpPipelineCallContext context) {
        return context.getData(AzureCall.KEY).map(AzureCall.class::cast);
    }

    /** The retry of the storage SDKs does not read what the service tells it to wait; others have waited already when this is asked. */
    private static void rest(AzureCall call) {
        long wait = call.toldWait();
        if (wait > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(wait);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e); // told as an interrupt by AzureCall
            }
        }
    }

    private static Optional<AzureCall> begin(HttpPipelineCallContext context) {
        Optional<AzureCall> call = call(context);
        call.ifPresent(known -> {
            long left = known.begin(
                    context.getData(ATTEMPT).filter(Integer.class::isInstance).map(Integer.class::cast));
            if (left <= 0) {
                throw new DeadlineException();
            }
            context.setData(RESPONSE_TIMEOUT, Duration.ofMillis(Math.max(1, left / 1_000_000))); // 0 is none
            if (known.isWhole()) {
                context.setData(READ_AT_ONCE, true);
            }
            if (context.getData(READ_AT_ONCE).filter(Boolean.TRUE::equals).isPresent()) {
                context.getHttpRequest().setHeader(LEFT, Long.toString(left));
            }
        });
        return call;
    }

    /**
     * Whether the SDK tries again: what the service or the way to it may do better, and nothing that was decided here.
     *
     * @param condition the answer, or what was thrown or its cause
     */
    static boolean isWorthAnother(RequestRetryCondition condition) {
        HttpResponse response = condition.getResponse();
        if (response != null) {
            return isWorthAnother(response.getStatusCode());
        }
        Throwable thrown = condition.getThrowable();
        return thrown instanceof IOException
                || thrown instanceof UncheckedIOException
                || thrown instanceof TimeoutException;
    }

    private static boolean isWorthAnother(int status) {
        return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
    }

    /** The SDK would wait without looking at the call's time. */
    private HttpResponse judge(AzureCall call, HttpResponse response) {
        boolean again = isWorthAnother(response.getStatusCode());
        call.waitFor(again ? TimeUnit.MILLISECONDS.toNanos(told(response)) : 0);
        if (again && call.attempts() < retry.attempts() && pause(call, told(response)) > call.remainingNanos()) {
            throw new LateException(response);
        }
        return response;
    }

    private RuntimeException judge(AzureCall call, RuntimeException thrown) {
        boolean isLast = call.attempts() >= retry.attempts() || thrown instanceof HttpResponseException;
        return !isLast && pause(call, 0) > call.remainingNanos() ? new LateFailure(thrown) : thrown;
    }

    private long pause(AzureCall call, long told) {
        int doublings = Math.min(30, call.attempts() - 1);
        long own = Math.min(retry.maxBackoff().toMillis(), retry.backoff().toMillis() << doublings);
        return Duration.ofMillis(Math.max(told, own)).toNanos();
    }

    static long told(HttpResponse response) {
        String millis = response.getHeaderValue(HttpHeaderName.fromString("x-ms-retry-after-ms"));
        if (millis == null) {
            millis = response.getHeaderValue(HttpHeaderName.RETRY_AFTER_MS);
        }
        String seconds = response.getHeaderValue(HttpHeaderName.RETRY_AFTER);
        try {
            if (millis != null) {
                return Long.parseLong(millis);
            }
            return seconds == null ? 0 : Math.multiplyExact(Long.parseLong(seconds), 1000L);
        } catch (NumberFormatException | ArithmeticException e) {
            return 0; // a date; the SDK reads it, and the next attempt ends at once
        }
    }
}
