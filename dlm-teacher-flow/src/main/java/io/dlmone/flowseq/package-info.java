/** FlowSeq: flow matching on DiffuSeq's network (branch main of the official code). */
@NullMarked
package io.dlmone.flowseq;

import org.jspecify.annotations.NullMarked;
