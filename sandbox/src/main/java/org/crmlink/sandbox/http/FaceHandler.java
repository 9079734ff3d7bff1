package org.crmlink.sandbox.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Between Jetty and the faces: takes the body in, applies faults, writes the answer. */
final class FaceHandler extends Handler.Abstract {

    private static final System.Logger LOG = System.getLogger(FaceHandler.class.getName());
    private static final int GZIP_FROM_BYTES = 512;

    private final Face admin;
    private final List<Face> faces;
    private final Faults faults;
    private final RequestLog log;

    FaceHandler(Face admin, List<Face> faces, Faults faults, RequestLog log) {
        this.admin = admin;
        this.faces = faces;
        this.faults = faults;
        this.log = log;
    }

    @Override
    public boolean handle(Request jettyRequest, Response jettyResponse, Callback callback) {
        try {
            serve(jettyRequest, jettyResponse);
            callback.succeeded();
        } catch (CutException e) {
            cut(jettyRequest, callback, e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "client went away", e);
            callback.failed(e);
        } catch (Throwable e) {
            // A server thread's edge: the client sees 500, the operator the cause.
            LOG.log(System.Logger.Level.ERROR, "request failed: " + jettyRequest.getMethod(), e);
            if (jettyResponse.isCommitted()) {
                callback.failed(e);
            } else {
                jettyResponse.reset();
                jettyResponse.setStatus(500);
                callback.succeeded();
            }
        }
        return true;
    }

    private void serve(Request jettyRequest, Response jettyResponse) throws IOException {
        HttpRequest request;
        try {
            request = read(jettyRequest);
        } catch (BodyReader.BadBodyException e) {
            write(jettyRequest, jettyResponse, HttpResponse.of(e.status, "text/plain", e.reason), -1);
            return;
        }
        try {
            serve(request, jettyRequest, jettyResponse);
        } catch (RequestBody.TooLargeException e) {
            write(jettyRequest, jettyResponse, HttpResponse.of(413, "text/plain", String.valueOf(e.getMessage())), -1);
        } finally {
            request.content().close();
        }
    }

    private void serve(HttpRequest request, Request jettyRequest, Response jettyResponse) throws IOException {
        Optional<HttpResponse> administration = admin.handle(request);
        if (administration.isPresent()) {
            write(jettyRequest, jettyResponse, administration.get(), -1);
            return;
        }
        int cutWithin = -1;
        boolean cutAfter = false;
        HttpResponse response = null;
        Faults.Action action = faults.next(request).orElse(null);
        if (action instanceof Faults.Action.Answer answer) {
            response = HttpResponse.of(answer.status(), "text/plain", answer.body());
            for (var header : answer.headers().entrySet()) {
                response.headers().set(header.getKey(), header.getValue());
            }
        } else if (action instanceof Faults.Action.CutBefore) {
            log.add(new RequestLog.Entry(request.method(), request.target(), 0, false));
            throw new CutException();
        } else if (action instanceof Faults.Action.CutAfter) {
            cutAfter = true;
        } else if (action instanceof Faults.Action.CutWithin within) {
            cutWithin = within.bytes();
        } else if (action instanceof Faults.Action.Delay delay) {
            await(() -> TimeUnit.NANOSECONDS.sleep(delay.time().toNanos()));
        } else if (action instanceof Faults.Action.Hold hold) {
            await(() -> {
                if (!hold.latch().await(1, TimeUnit.MINUTES)) {
                    throw new EOFException("Nobody opened the latch within a minute.");
                }
            });
        }
        if (response == null) {
            response = answer(request);
        }
        log.add(new RequestLog.Entry(request.method(), request.target(), cutAfter ? 0 : response.status(), false));
        if (cutAfter) {
            // Writes may do their work while the body is produced: produce it.
            response.body().writeTo(OutputStream.nullOutputStream());
            throw new CutException();
        }
        write(jettyRequest, jettyResponse, response, cutWithin);
    }

    private HttpResponse answer(HttpRequest request) {
        for (Face face : faces) {
            Optional<HttpResponse> answer = face.handle(request);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return HttpResponse.of(
                404, "text/html", "<html><body><h1>404 - File or directory not found.</h1></body></html>");
    }

    private static HttpRequest read(Request jetty) throws IOException {
        Headers headers = new Headers();
        for (HttpField field : jetty.getHeaders()) {
            headers.add(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        RequestBody body = BodyReader.read(jetty, headers);
        String host = headers.first("Host").orElseGet(() -> jetty.getHttpURI().getAuthority());
        String scheme = jetty.getHttpURI().getScheme();
        String path = jetty.getHttpURI().getPath();
        String query = jetty.getHttpURI().getQuery();
        return new HttpRequest(
                jetty.getMethod(),
                path == null ? "/" : path,
                query == null ? "" : query,
                headers,
                body,
                (scheme == null ? "http" : scheme) + "://" + host);
    }

    private static void write(Request jettyRequest, Response jetty, HttpResponse response, int cutWithin)
            throws IOException {
        jetty.setStatus(response.status());
        for (var line : response.headers().lines()) {
            jetty.getHeaders().add(line.getKey(), line.getValue());
        }
        boolean head = jettyRequest.getMethod().equals("HEAD");
        boolean coded = response.headers().first("Content-Encoding").isPresent();
        boolean gzip = !coded
                && !response.isFile()
                && (response.length() < 0 || response.length() >= GZIP_FROM_BYTES)
                && jettyRequest.getHeaders().contains(HttpHeader.ACCEPT_ENCODING, "gzip");
        if (gzip) {
            jetty.getHeaders().put("Content-Encoding", "gzip");
            jetty.getHeaders().put("Vary", "Accept-Encoding");
        } else if (response.length() >= 0 && response.status() != 204 && response.status() != 304) {
            jetty.getHeaders().put("Content-Length", Long.toString(response.length()));
        }
        if (head || response.length() == 0) {
            return;
        }
        OutputStream wire = Content.Sink.asOutputStream(jetty);
        if (cutWithin >= 0) {
            wire = new CuttingOutputStream(wire, cutWithin);
        }
        if (gzip) {
            wire = new FastGzipOutputStream(wire);
        }
        response.body().writeTo(wire);
        wire.close();
    }

    private static void cut(Request jetty, Callback callback, CutException cause) {
        jetty.getConnectionMetaData().getConnection().getEndPoint().close();
        callback.failed(cause);
    }

    private interface Waiting {
        void run() throws InterruptedException, IOException;
    }

    private static void await(Waiting waiting) throws IOException {
        try {
            waiting.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The server is stopping.", e);
        }
    }
}
