/** Retrieval with questions that a student asks in other words, in LangChain4j and in Spring AI. */
package io.dlmone.examples.rag;
