/** Models as files that run without this library, in the formats of the engines. */
package io.dlmone.student.export;
