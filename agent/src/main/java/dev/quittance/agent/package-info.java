/** Buying over HTTP: a request that meets a 402 is paid once, within a limit, and asked again until its outcome is known. */
@NullMarked
package dev.quittance.agent;

import org.jspecify.annotations.NullMarked;
