internal import Diagnostics
public import Model

extension TracingStage {
    /// The same as the answer without states, but a resource of a module that is not in the repository is led back to the argument
    /// that feeds it, where a plan proves which one that is.
    ///
    /// The plan must show one reference at every step, and the argument must have the value that the resource has. Without
    /// such a proof the answer is held and names the arguments that have the value.
    public func answer(
        _ target: Target, root: String? = nil, environment: String? = nil, workspace: String? = nil,
        variableFiles: [String] = [], helm: HelmArguments = HelmArguments(), states: [ProductionState]
    ) throws -> TraceAnswer {
        func ask(_ target: Target) throws -> TraceAnswer {
            try plainAnswer(
                target, root: root, environment: environment, workspace: workspace,
                variableFiles: variableFiles, helm: helm)
        }
        let own = try ask(target)
        guard case .terraform(let address) = target.address, case .held(let hold) = own.trace.status,
            [.external, .noSuchResource, .notInRepository].contains(hold.reason),
            let state = states.first(where: { $0.has(address.address) })
        else { return own }
        let path = AttributeStep.path(target.attribute)
        guard let value = state.values(of: address.address)?.value(at: path) else { return own }
        var reason = "no plan is given that shows which"
        do throws(PlanConfiguration.Unproven) {
            guard let configuration = states.lazy.compactMap(\.configuration).first else {
                throw PlanConfiguration.Unproven(detail: reason)
            }
            for feed in try configuration.feeds(address.address, path) {
                if let answer = try? proven(feed, value, target, address, ask) { return answer }
            }
            reason = "no argument that the repository sets has its value"
        } catch {
            reason = error.detail
        }
        let names = try candidates(address, value, root: root ?? address.root, environment)
        let place = AddressParts.module(AddressParts.parts(address.address).modules)
        let what = place.isEmpty ? "the module that is run" : place
        let list =
            names.isEmpty
            ? "no argument has its value" : "arguments with its value: \(names.joined(separator: ", "))"
        let detail =
            "\(what) is not in the repository, and which argument decides it is not proven (\(reason)); \(list)"
        return TraceAnswer(
            trace: Trace(target: target, status: .held(Hold(.notInRepository, detail))), key: nil)
    }

    /// The trace of an argument for the resource that it feeds; nil when the repository does not decide it, or otherwise.
    private func proven(
        _ feed: PlanConfiguration.Feed, _ value: JSONNode, _ target: Target, _ address: TerraformAddress,
        _ ask: (Target) throws -> TraceAnswer
    ) throws -> TraceAnswer? {
        var argument = address
        argument.address = feed.module.isEmpty ? "inputs" : feed.module
        var answer = try ask(Target(.terraform(argument), AttributeStep.text(feed.path)))
        switch answer.trace.status {
        case .literal, .shared:
            // After an edit the argument has the new value, the plan the old one.
            guard let text = value.text, isChanged || answer.trace.value == text else { return nil }
        case .held(let hold) where hold.reason == .derived: break
        case .absent, .held: return nil
        }
        answer.trace.target = target
        return answer
    }

    /// `module.db(instance_class)` for every argument around the resource that has its value.
    private func candidates(
        _ address: TerraformAddress, _ value: JSONNode, root: String, _ environment: String?
    ) throws -> [String] {
        guard let text = value.text, text != "null" else { return [] }
        let modules = AddressParts.parts(address.address).modules
        let around = Set(modules.indices.map { AddressParts.module(modules[...$0]) } + ["inputs"])
        let id = root.isEmpty ? nil : root
        let roots = try self.roots().filter {
            $0.excluded == nil && (id == nil || $0.id == id || $0.path == id)
        }
        let facts = try facts(reading: Set(roots.flatMap(\.layers)))
        return Set(
            facts.filter { fact in
                around.contains(fact.key.resource) && fact.value == text
                    && (id == nil || fact.key.root == id)
                    && (environment == nil || fact.key.environment == nil
                        || fact.key.environment == environment)
            }.map { "\($0.key.resource)(\($0.key.attribute))" }
        ).sorted()
    }
}
