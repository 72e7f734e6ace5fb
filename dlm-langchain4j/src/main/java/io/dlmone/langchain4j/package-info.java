/** A student in LangChain4j: a chat model, and a query transformer that expands a question into paraphrases. */
package io.dlmone.langchain4j;
