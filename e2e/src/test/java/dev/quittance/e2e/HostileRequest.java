package dev.quittance.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that somebody sends who wants what is priced for nothing.
 *
 * @param bytes as they go over the wire
 */
@SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
record HostileRequest(String kind, String name, byte[] bytes) {

    @Override
    public String toString() {
        return kind + ": " + name;
    }

    static List<HostileRequest> all() {
        return Stream.of(paths(), framings(), heads(), methods())
                .flatMap(List::stream)
                .toList();
    }

    private static HostileRequest of(String kind, String name, String text) {
        return new HostileRequest(kind, name, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Other spellings of the priced path, by published findings on paywalls and proxies. */
    static List<String> spellings() {
        return List.of(
                "/dear",
                "/dear/",
                "/DEAR",
                "/%64ear",
                "/%44%45AR",
                "/dear?",
                "/dear?x=/free",
                "/dear?%00",
                "//dear",
                "///dear",
                "/./dear",
                "/free/../dear",
                "/free/..%2fdear",
                "/free/%2e%2e/dear",
                "/free/%2E%2e%2Fdear",
                "/free/.%2e/dear",
                "/free%2f..%2fdear",
                "/free/..;/dear",
                "/..;/dear",
                "/;/dear",
                "/dear;x=1",
                "/dear;/",
                "/dear%3b",
                "/dear%3Bx=1",
                "/%2fdear",
                "/%2Fdear",
                "/%5cdear",
                "/\\dear",
                "/free\\..\\dear",
                "/free/..\\dear",
                "/%2564ear",
                "/%252fdear",
                "/free/%252e%252e/dear",
                "/free/%25%32%65%25%32%65/dear",
                "/dear%00",
                "/dear%00.html",
                "/%00/dear",
                "/dear\u0000",
                "/%c0%afdear",
                "/free/%c0%ae%c0%ae/dear",
                "/%e0%80%afdear",
                "/dear%ff",
                "/d%c1%a5ar",
                "/dear%20",
                "/dear%09",
                "/dear%0a",
                "/dear%0d%0a",
                "/dear%0d%0aX-A:%20b",
                "/dear%e2%80%a8",
                "/dear%e2%80%a9",
                "/dear%c2%85",
                "/dear%0b",
                "/dear%7f",
                "/dear*",
                "/dear/*",
                "/dear/**",
                "/*",
                "/de*",
                "/dear.",
                "/dear%2e",
                "/dear./x",
                "/dear%20.",
                "/dear::$DATA",
                "/dear:$I30:$INDEX_ALLOCATION/x",
                "/DEAR~1",
                "/dear..",
                "/dear/.",
                "/dear/..",
                "/dear/../dear",
                "/dear#",
                "/dear#/free",
                "/free#/../dear",
                "/dear%23",
                "/dear%3f",
                "/dear|",
                "/dear\"",
                "/dear<",
                "/%EF%BD%84ear",
                "/d%65%CC%81ar",
                "/de\u00e4r",
                "/dear%u002f",
                "/%u0064ear",
                "/free?/../dear",
                "/free%3f/../../dear",
                "http://localhost/dear",
                "http://other.example/dear",
                "HTTP://LOCALHOST/%64ear",
                "dear",
                "*",
                "?",
                "@/dear",
                "/free/./../dear",
                "/free/x/../../dear",
                "/dear/%2e",
                "/dear/%2e%2e/dear",
                "/.//dear",
                "/free//..//dear");
    }

    /** A path that can be printed. */
    static String shown(String path) {
        return path.replace("\u0000", "<NUL>").replace("\u00e4", "<a-umlaut>");
    }

    private static List<HostileRequest> paths() {
        var all = new ArrayList<HostileRequest>();
        for (String path : spellings()) {
            all.add(of(
                    "path", shown(path), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        }
        return all;
    }

    /** Bodies that two programs could end at different places, each with a second request hidden in it. */
    private static List<HostileRequest> framings() {
        String hidden = "GET /dear HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n\r\n";
        String start = "POST /free HTTP/1.1\r\nHost: localhost\r\n";
        int length = hidden.length();
        String chunk = Integer.toHexString(length) + "\r\n" + hidden + "\r\n0\r\n\r\n";
        return List.of(
                of(
                        "framing",
                        "CL.TE",
                        start + "Content-Length: " + (length + 5) + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                + hidden),
                of("framing", "TE.CL", start + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk),
                of(
                        "framing",
                        "TE.TE xchunked",
                        start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden),
                of(
                        "framing",
                        "TE.TE identity",
                        start + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden),
                of(
                        "framing",
                        "TE tab",
                        start + "Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden),
                of("framing", "TE space before colon", start + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden),
                of(
                        "framing",
                        "TE vertical tab",
                        start + "Transfer-Encoding:\u000bchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden),
                of(
                        "framing",
                        "TE quoted",
                        start + "Transfer-Encoding: \"chunked\"\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden),
                of(
                        "framing",
                        "TE chunked, identity",
                        start + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden),
                of(
                        "framing",
                        "TE obs-fold",
                        start + "Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden),
                of(
                        "framing",
                        "TE in HTTP/1.0",
                        "POST /free HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                + hidden),
                of(
                        "framing",
                        "TE removed by Connection",
                        start
                                + "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
                                + hidden),
                of(
                        "framing",
                        "CL removed by Connection",
                        start + "Connection: Content-Length\r\nContent-Length: " + length + "\r\n\r\n" + hidden),
                of(
                        "framing",
                        "CL twice",
                        start + "Content-Length: 0\r\nContent-Length: " + length + "\r\n\r\n" + hidden),
                of(
                        "framing",
                        "CL twice, equal",
                        start + "Content-Length: " + length + "\r\nContent-Length: " + length + "\r\n\r\n" + hidden),
                of("framing", "CL list", start + "Content-Length: 0, " + length + "\r\n\r\n" + hidden),
                of("framing", "CL plus", start + "Content-Length: +" + length + "\r\n\r\n" + hidden),
                of("framing", "CL negative", start + "Content-Length: -1\r\n\r\n" + hidden),
                of(
                        "framing",
                        "CL hexadecimal",
                        start + "Content-Length: 0x" + Integer.toHexString(length) + "\r\n\r\n" + hidden),
                of("framing", "CL space", start + "Content-Length : " + length + "\r\n\r\n" + hidden),
                of(
                        "framing",
                        "CL underscore",
                        start + "Content_Length: " + length + "\r\n\r\n" + hidden.replace("/dear", "/free")),
                of(
                        "framing",
                        "CL in GET",
                        "GET /free HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n" + hidden),
                of(
                        "framing",
                        "chunk extension",
                        start + "Transfer-Encoding: chunked\r\n\r\n5;x=\"\r\n\"\r\nhello\r\n0\r\n\r\n"
                                + hidden.replace("/dear", "/free")),
                of("framing", "chunk size bare LF", start + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"),
                of(
                        "framing",
                        "chunk size overflow",
                        start + "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n"),
                of(
                        "framing",
                        "chunk size signed",
                        start + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n" + hidden),
                of("framing", "chunk size 0x", start + "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n"),
                of(
                        "framing",
                        "trailer with a path",
                        start
                                + "Transfer-Encoding: chunked\r\nTrailer: X-Original-URL\r\n\r\n0\r\nX-Original-URL: /dear\r\n\r\n"));
    }

    private static HostileRequest header(String name, String header) {
        return of(
                "header", name, "GET /free HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\nConnection: close\r\n\r\n");
    }

    private static List<HostileRequest> heads() {
        var all = new ArrayList<>(List.of(
                header("X-Original-URL", "X-Original-URL: /dear"),
                header("X-Rewrite-URL", "X-Rewrite-URL: /dear"),
                header("X_Original_URL", "X_Original_URL: /dear"),
                header("X-Forwarded-Prefix", "X-Forwarded-Prefix: /dear"),
                header("obs-fold", "X-A: b\r\n /dear"),
                header("obs-fold of Host", "X-A: b\r\nHost:\r\n localhost"),
                header("bare CR", "X-A: b\rX-Original-URL: /dear"),
                header("bare LF", "X-A: b\nX-Original-URL: /dear"),
                header("NUL", "X-A: b\u0000c"),
                header("empty name", ": b"),
                header("space in name", "X A: b"),
                header("no colon", "GET /dear HTTP/1.1"),
                header("two hosts", "Host: other.example"),
                header(
                        "Upgrade websocket",
                        "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"),
                header("Upgrade h2c", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__")));
        for (int kilobytes : new int[] {2, 8, 16, 64}) {
            all.add(header(kilobytes + " KB", "X-A: " + "a".repeat(kilobytes * 1024)));
        }
        for (String more : List.of(
                "Range: bytes=0-3",
                "If-None-Match: *",
                "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
                "If-Range: \"x\"",
                "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13",
                "X-HTTP-Method-Override: OPTIONS",
                "X-Method-Override: FREE",
                "X-Forwarded-Host: free.example",
                "Forwarded: host=free.example;proto=https",
                "X-Payment-Id: 1",
                "Idempotency-Key: 1",
                "Payment-Status: paid",
                "PAYMENT-RESPONSE: eyJzdWNjZXNzIjp0cnVlfQ==",
                "PAYMENT-SIGNATURE: e30=",
                "X-PAYMENT: e30=",
                "Host: free.example")) {
            all.add(of(
                    "priced",
                    more.lines().findFirst().orElseThrow(),
                    "GET /dear HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n\r\n"));
        }
        return all;
    }

    private static List<HostileRequest> methods() {
        var all = new ArrayList<HostileRequest>();
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
                "GET\t",
                "G\u0000ET",
                "PRI")) {
            all.add(of(
                    "method",
                    method.replace("\u0000", "<NUL>"),
                    method + " /dear HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        }
        all.add(of("method", "CONNECT authority", "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n"));
        all.add(of("method", "HTTP/0.9", "GET /dear\r\n\r\n"));
        all.add(of("method", "HTTP/1.0", "GET /dear HTTP/1.0\r\n\r\n"));
        all.add(of("method", "HTTP/9.9", "GET /dear HTTP/9.9\r\nHost: localhost\r\n\r\n"));
        all.add(of("method", "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        return all;
    }
}
