/** What callers send, read strictly, and refusals in the protocol's shape. */
@NullMarked
package dev.quittance.facilitator.request;

import org.jspecify.annotations.NullMarked;
