/** The service from outside: HTTP against the running application on a real PostgreSQL. */
@NullMarked
package dev.quittance.signer;

import org.jspecify.annotations.NullMarked;
