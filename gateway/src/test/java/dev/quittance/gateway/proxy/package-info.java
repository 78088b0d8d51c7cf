/** The proxy before real servers. */
@NullMarked
package dev.quittance.gateway.proxy;

import org.jspecify.annotations.NullMarked;
