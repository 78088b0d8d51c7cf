/** What this facilitator can do: GET /supported. */
@NullMarked
package dev.quittance.facilitator.supported;

import org.jspecify.annotations.NullMarked;
