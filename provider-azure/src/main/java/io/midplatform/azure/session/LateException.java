package io.midplatform.azure.session;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;

/** The service asks to try again, but after the call's end. */
final class LateException extends HttpResponseException {
    private static final long serialVersionUID = 1L;

    LateException(HttpResponse response) {
        super(
                "status " + response.getStatusCode() + ", and the next attempt would come after the call's end",
                response);
        response.close();
    }
}
