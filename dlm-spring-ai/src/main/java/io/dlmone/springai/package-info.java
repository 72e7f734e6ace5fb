/** A student in Spring AI: a chat model, and a query expander that asks a question in other words. */
package io.dlmone.springai;
