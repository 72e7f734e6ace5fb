package io.dlmone.spark.train;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** What the first task of a job died of. What Spark says in the end is of the last attempt, which dies of the first. */
final class FirstFailure extends SparkListener {

    private static final String GROUP = "spark.jobGroup.id";

    private final String group;
    private final Set<Object> stages = ConcurrentHashMap.newKeySet();
    private volatile Optional<String> reason = Optional.empty();

    /** Of the only job of a group. */
    FirstFailure(String group) {
        this.group = group;
    }

    /** In a line, if there was one. */
    Optional<String> reason() {
        return reason;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        if (group.equals(start.properties().getProperty(GROUP))) {
            start.stageInfos().foreach(stage -> stages.add(stage.stageId()));
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (reason.isEmpty()
                && stages.contains(end.stageId())
                && end.reason() instanceof TaskFailedReason failure
                && !(failure instanceof TaskKilled)) {
            reason = failure.toErrorString().lines().findFirst();
        }
    }
}
