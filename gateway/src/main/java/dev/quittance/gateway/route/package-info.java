/** The price list: one YAML file, strictly read, matched on the path that the upstream will see. */
@NullMarked
package dev.quittance.gateway.route;

import org.jspecify.annotations.NullMarked;
