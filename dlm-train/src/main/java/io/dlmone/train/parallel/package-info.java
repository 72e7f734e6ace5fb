/** What a training needs to be shared by several workers, in threads, processes or machines. */
package io.dlmone.train.parallel;
