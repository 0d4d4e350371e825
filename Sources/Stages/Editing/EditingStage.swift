internal import Diagnostics
@_spi(EditingGate) public import Model
public import Ports
public import Settings
public import Tracing

/// Carries out a plan in bytes and proves it: parsed again, evaluated again, the planned attributes changed and nothing else.
public struct EditingStage: Sendable {
    /// Makes the stage; it keeps nothing.
    public init() {}

    /// Edits the files of `tree` as the plan says.
    ///
    /// - Parameters:
    ///   - plan: what is to change; its traces must still hold on `tree`.
    ///   - tree: the commit the plan was made on.
    ///   - settings: excluded paths, environments and layout maps.
    ///   - tracing: a stage over the same tree, whose parsed files are used again; nil makes one.
    /// - Returns: the edit, or the reason why it is not made; failed only when the tree cannot be read.
    public func edit(
        _ plan: Plan, tree: any SourceTree, settings: RepositorySettings, tracing: TracingStage? = nil
    ) -> Outcome<VerifiedEdit> {
        let tracing = tracing ?? TracingStage(tree: tree, settings: settings)
        do {
            let run = EditingRun(plan: plan, tree: tree, settings: settings, before: tracing)
            let (files, changed) = try run.verified()
            return .done(
                VerifiedEdit(
                    plan: plan, files: files, changed: changed, passedGates: ["parse", "blast-radius"]))
        } catch let refusal as Refusal {
            return .held(refusal.hold)
        } catch let failure as Failure {
            return .failed(failure.during("editing for \(plan.target.display)"))
        } catch {
            return .failed(Failure(.badInput, "editing for \(plan.target.display)", "\(error)"))
        }
    }
}
