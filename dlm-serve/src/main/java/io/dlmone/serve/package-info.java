/** Models over HTTP: requests are checked, batched as they come, and answered as {@code TextGenerator} would answer. */
package io.dlmone.serve;
