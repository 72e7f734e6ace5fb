/**
 * What objectives are made of. {@link io.dlmone.distill.kit.StepInputs} declares and draws what all of them look at,
 * {@link io.dlmone.distill.kit.LossPhase} lowers one loss of the student, {@link io.dlmone.distill.kit.RegressionPhase}
 * learns given sentences, and {@link io.dlmone.distill.kit.ScorePhase} follows the student with a fake score network
 * and takes any loss of the two scores. {@link io.dlmone.distill.kit.NoiseLevel} steps along trajectories,
 * {@link io.dlmone.distill.kit.TargetSettings} and {@link io.dlmone.distill.kit.ScoreSettings} are settings that
 * several objectives share. The built-in objectives are made of nothing else.
 */
package io.dlmone.distill.kit;
