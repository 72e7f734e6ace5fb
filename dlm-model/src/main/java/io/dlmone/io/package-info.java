/** Reading files with care, and writing files that are whole or not there. */
package io.dlmone.io;
