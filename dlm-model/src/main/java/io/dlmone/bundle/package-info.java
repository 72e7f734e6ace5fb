/** A model as it lies on disk or in a jar: its directory in the Hugging Face layout, and what that holds. */
package io.dlmone.bundle;
