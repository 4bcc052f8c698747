package io.midplatform.azure.storagequeue;

import com.azure.core.exception.HttpResponseException;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.Finding.Status;
import java.util.ArrayList;
import java.util.List;

/** Checks the live queue: that it is there, and what the credentials may do without changing it. */
final class StorageQueueVerification {
    private final StorageQueueCalls calls;

    StorageQueueVerification(StorageQueueCalls calls) {
        this.calls = calls;
    }

    List<Finding> findings(Deadline deadline) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try {
            calls.call(deadline, context -> calls.queue().getPropertiesWithResponse(null, context));
            findings.add(Finding.ok("exists"));
        } catch (HttpResponseException e) {
            Failure failure = StorageQueueErrors.classify(e);
            switch (failure.code()) {
                case NOT_FOUND -> {
                    return List.of(new Finding("exists", Status.FAILED, told(failure)));
                }
                case ACCESS_DENIED ->
                    findings.add(
                            new Finding(
                                    "exists",
                                    Status.UNVERIFIED,
                                    "the credentials may not read the queue's properties; grant the role Storage Queue Data Reader."));
                default -> throw e;
            }
        }
        findings.add(reading(deadline));
        return findings;
    }

    /** Looking at a message needs a part of the right to receive it, and changes nothing. */
    private Finding reading(Deadline deadline) throws InterruptedException {
        try {
            calls.call(
                    deadline,
                    context -> calls.queue().peekMessages(1, null, context).stream()
                            .count());
            return Finding.ok("messages");
        } catch (HttpResponseException e) {
            Failure failure = StorageQueueErrors.classify(e);
            return switch (failure.code()) {
                case NOT_FOUND -> new Finding("exists", Status.FAILED, told(failure));
                case ACCESS_DENIED ->
                    new Finding(
                            "messages",
                            Status.UNVERIFIED,
                            "the credentials may not look at messages; to receive them, grant the role"
                                    + " Storage Queue Data Message Processor.");
                default -> throw e;
            };
        }
    }

    private static String told(Failure failure) {
        return failure.advice() == null ? failure.reason() : failure.reason() + " " + failure.advice();
    }
}
