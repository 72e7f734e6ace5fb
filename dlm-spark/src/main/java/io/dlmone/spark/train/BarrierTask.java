package io.dlmone.spark.train;

import io.dlmone.train.parallel.WorkerTask;
import io.dlmone.train.parallel.WorkersEnded;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** What a task of the barrier stage does: the work of one worker. */
final class BarrierTask extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Broadcast<Sent<WorkerTask>> task;
    private final long id;
    private final int count;

    BarrierTask(Broadcast<Sent<WorkerTask>> task, long id, int count) {
        this.task = task;
        this.id = id;
        this.count = count;
    }

    @Override
    public Iterator<Integer> apply(Iterator<Integer> ignored) {
        TaskContext context = TaskContext.get();
        if (context.stageAttemptNumber() > 0) {
            throw new IllegalStateException("a worker was lost; the driver begins again from the newest checkpoint");
        }
        try {
            task.value()
                    .value()
                    .work(new BlockWorkers(new Blocks(id), context.partitionId(), count, BarrierTask::killed));
        } catch (WorkersEnded orderly) {
            killed().ifPresent(e -> {
                throw e;
            });
        }
        return CollectionConverters.asScala(List.<Integer>of().iterator());
    }

    private static Optional<RuntimeException> killed() {
        TaskContext context = TaskContext.get();
        return context.isInterrupted() ? Optional.of(new TaskKilledException("the stage is over")) : Optional.empty();
    }
}
