package dev.quittance.signer.trace;

import io.opentelemetry.exporter.logging.otlp.OtlpJsonLoggingSpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Spans leave as log lines in OTLP's JSON form: the signer opens no connection to a collector. */
final class Spans {
    @Produces
    @Singleton
    SpanProcessor onStandardOutput() {
        return BatchSpanProcessor.builder(OtlpJsonLoggingSpanExporter.create()).build();
    }
}
