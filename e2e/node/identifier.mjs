// Names a payment as the official client does. Reads the extensions of a challenge and an id from the arguments, and prints
// the extensions of the payment, and what the official server says of them, as one line of JSON.
// Usage: node identifier.mjs EXTENSIONS_JSON ID
import {
  appendPaymentIdentifierToExtensions,
  declarePaymentIdentifierExtension,
  extractPaymentIdentifier,
  isPaymentIdentifierRequired,
  PAYMENT_IDENTIFIER,
  validatePaymentIdentifier,
} from "@x402/extensions/payment-identifier";

const [json, id] = process.argv.slice(2);
const advertised = JSON.parse(json);
const required = isPaymentIdentifierRequired(advertised[PAYMENT_IDENTIFIER]);
const declared = declarePaymentIdentifierExtension(required);
const extensions = appendPaymentIdentifierToExtensions(structuredClone(advertised), id);
console.log(
  JSON.stringify({
    required,
    declared,
    extensions,
    valid: validatePaymentIdentifier(extensions[PAYMENT_IDENTIFIER]).valid,
    id: extractPaymentIdentifier({ extensions }),
  }),
);
