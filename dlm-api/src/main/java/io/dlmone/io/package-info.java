/** Writing files that are whole or not there. */
package io.dlmone.io;
