package org.example.shortcut;

import io.dlmone.contract.ObjectiveContract;
import io.dlmone.objective.Objective;

class ShortcutObjectiveTest extends ObjectiveContract {

    @Override
    protected Objective plugin() {
        return new ShortcutObjective();
    }
}
