package dev.quittance.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The same in HTTP/2, where the words of HTTP/1.1 have other places and can say what they never could there.
 *
 * @param headers in their order, pseudo headers among them
 * @param body nothing when empty
 * @param trailers none when empty
 * @param ends whether the client says that this is all
 */
record HostileStream(
        String kind,
        String name,
        List<Map.Entry<String, String>> headers,
        String body,
        List<Map.Entry<String, String>> trailers,
        boolean ends) {
    private static final String HIDDEN = "GET /dear HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n\r\n";

    @Override
    public String toString() {
        return kind + ": " + name;
    }

    static List<HostileStream> all() {
        return Stream.of(paths(), heads(), priced(), methods(), bodies())
                .flatMap(List::stream)
                .toList();
    }

    static List<Map.Entry<String, String>> get(String path) {
        return head("GET", path);
    }

    private static List<Map.Entry<String, String>> head(String method, String path) {
        return List.of(
                Map.entry(":method", method),
                Map.entry(":scheme", "http"),
                Map.entry(":path", path),
                Map.entry(":authority", "localhost"));
    }

    private static HostileStream of(String kind, String name, List<Map.Entry<String, String>> headers) {
        return new HostileStream(kind, name, headers, "", List.of(), true);
    }

    /** With lines such as {@code name: value}; those whose name begins with a colon come before all others. */
    private static HostileStream with(String kind, String method, String path, String... lines) {
        var headers = new ArrayList<>(head(method, path));
        int pseudo = headers.size();
        for (String line : lines) {
            int colon = line.indexOf(": ", 1);
            var header = Map.entry(line.substring(0, colon), line.substring(colon + 2));
            if (line.startsWith(":")) {
                headers.add(pseudo++, header);
            } else {
                headers.add(header);
            }
        }
        return of(kind, String.join(", ", lines).replaceAll("[\r\n\u0000]+", "<CTL>"), headers);
    }

    private static List<HostileStream> paths() {
        var all = new ArrayList<HostileStream>();
        for (String path : HostileRequest.spellings()) {
            all.add(of("path", HostileRequest.shown(path), get(path)));
        }
        for (String path :
                List.of("", "/dear HTTP/1.1\r\nHost: x\r\n\r\nGET /dear", "/free\r\nX-Original-URL: /dear")) {
            all.add(of("path", path.replaceAll("[\r\n]+", "<CRLF>"), get(path)));
        }
        return all;
    }

    private static List<HostileStream> heads() {
        return Stream.of(
                        "x-original-url: /dear",
                        "x-rewrite-url: /dear",
                        "x_original_url: /dear",
                        "x-forwarded-prefix: /dear",
                        "host: other.example",
                        "host: localhost",
                        "connection: keep-alive",
                        "connection: x-payment-id",
                        "connection: upgrade",
                        "upgrade: websocket",
                        "upgrade: h2c",
                        "http2-settings: AAMAAABkAAQAAP__",
                        "keep-alive: 5",
                        "proxy-connection: keep-alive",
                        "te: gzip",
                        "te: trailers, chunked",
                        "transfer-encoding: chunked",
                        "x-a: b\r\nX-Original-URL: /dear",
                        "x-a: b\nX-Original-URL: /dear",
                        "x-a: b\rX-Original-URL: /dear",
                        "x-a: b\r\n\r\nGET /dear HTTP/1.1\r\nHost: localhost",
                        "x-a: b\u0000c",
                        "x-a\r\nx-original-url: /dear",
                        "x-a x-b: c",
                        "X-Original-URL: /dear",
                        ":path: /dear",
                        ":method: OPTIONS",
                        ":authority: other.example",
                        ":scheme: https",
                        ":status: 200",
                        ":protocol: websocket",
                        ":unknown: x",
                        "x-a: " + "a".repeat(8 * 1024),
                        "x-a: " + "a".repeat(15 * 1024))
                .map(line -> with("header", "GET", "/free", line))
                .toList();
    }

    private static List<HostileStream> priced() {
        return Stream.of(
                        "range: bytes=0-3",
                        "if-none-match: *",
                        "if-modified-since: Fri, 01 Jan 2100 00:00:00 GMT",
                        "x-http-method-override: OPTIONS",
                        "x-method-override: FREE",
                        "x-forwarded-host: free.example",
                        "forwarded: host=free.example;proto=https",
                        "x-payment-id: 1",
                        "idempotency-key: 1",
                        "payment-status: paid",
                        "payment-response: eyJzdWNjZXNzIjp0cnVlfQ==",
                        "payment-signature: e30=",
                        "x-payment: e30=",
                        "expect: 100-continue",
                        "host: free.example",
                        ":authority: free.example")
                .map(line -> with("priced", "GET", "/dear", line))
                .toList();
    }

    private static List<HostileStream> methods() {
        var all = new ArrayList<HostileStream>();
        for (String method : List.of(
                "HEAD",
                "OPTIONS",
                "POST",
                "PUT",
                "DELETE",
                "PATCH",
                "TRACE",
                "CONNECT",
                "get",
                "GET /free HTTP/1.1\r\nX: y",
                "PRI",
                "")) {
            all.add(of("method", method.replaceAll("[\r\n]+", "<CRLF>"), head(method, "/dear")));
        }
        var tunnel = List.of(Map.entry(":method", "CONNECT"), Map.entry(":authority", "localhost:1"));
        all.add(of("method", "CONNECT authority", tunnel));
        all.add(new HostileStream("method", "CONNECT authority, open", tunnel, "", List.of(), false));
        all.add(new HostileStream("method", "CONNECT with a request in it", tunnel, HIDDEN, List.of(), false));
        all.add(with("method", "CONNECT", "/dear", ":protocol: websocket"));
        all.add(of("method", "none", head("GET", "/dear").subList(1, 4)));
        all.add(of(
                "method",
                "no path",
                List.of(head("GET", "/dear").get(0), head("GET", "/dear").get(1))));
        return all;
    }

    /** Bodies of another length than is said, each with a request of HTTP/1.1 in it for whoever puts it on such a connection. */
    private static List<HostileStream> bodies() {
        var all = new ArrayList<HostileStream>();
        for (String line : List.of(
                "x-a: b",
                "content-length: 0",
                "content-length: 5",
                "content-length: " + (HIDDEN.length() + 40),
                "content-length: -1",
                "content-length: +" + HIDDEN.length(),
                "content-length: 0, " + HIDDEN.length(),
                "transfer-encoding: chunked",
                "transfer-encoding: identity")) {
            for (String method : List.of("POST", "GET")) {
                var head = with("body", method, "/free", line);
                all.add(new HostileStream("body", method + " " + line, head.headers(), HIDDEN, List.of(), true));
            }
        }
        var post = with("body", "POST", "/free", "transfer-encoding: chunked").headers();
        all.add(new HostileStream("body", "chunks in chunks", post, "0\r\n\r\n" + HIDDEN, List.of(), true));
        var twice = with("body", "POST", "/free", "content-length: 0", "content-length: " + HIDDEN.length());
        all.add(new HostileStream("body", "two lengths", twice.headers(), HIDDEN, List.of(), true));
        for (var trailer : List.of(
                Map.entry("x-original-url", "/dear"),
                Map.entry(":path", "/dear"),
                Map.entry("content-length", "0"),
                Map.entry("transfer-encoding", "chunked"),
                Map.entry("x-a", "b\r\n\r\n" + HIDDEN))) {
            all.add(new HostileStream(
                    "body", "trailer " + trailer.getKey(), head("POST", "/free"), "hello", List.of(trailer), true));
        }
        return all;
    }
}
