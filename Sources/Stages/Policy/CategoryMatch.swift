public import Model
public import Settings

/// Finds the category that a change falls under.
public struct CategoryMatch: Sendable {
    /// What a category is asked about.
    public struct Question: Hashable, Sendable {
        /// The attribute.
        public var target: Target
        /// The class of the change, from ``Classifier``.
        public var actionClass: ActionClass
        /// The file that would be edited; nil while it is not known.
        public var file: String?

        /// Makes a question.
        public init(target: Target, actionClass: ActionClass, file: String?) {
            self.target = target
            self.actionClass = actionClass
            self.file = file
        }

        /// The question for a wished value before planning: `before` is the value in force, empty when there is none.
        public init(target: Target, before: String, wish: Wish, file: String?) {
            let after =
                switch wish {
                case .quantity(let quantity): quantity.description
                case .choice(let choice): choice
                // Planning finds the name; that it is another one is all that a class needs.
                case .smaller(let steps): "\(steps) smaller"
                // How much more is planned later; that it is more is known.
                case .room:
                    Quantity(before).map {
                        Quantity(thousandths: $0.thousandths + 1000, family: $0.family).description
                    } ?? ""
                }
            self.init(
                target: target,
                actionClass: Classifier().actionClass(of: target, before: before, after: after), file: file)
        }
    }

    private let categories: [LoadedCategory]
    private let scopes: [CategoryScope]

    /// Asks among the categories of the target branch.
    public init(_ policies: PolicySet) {
        categories = policies.categories
        scopes = categories.map(\.scope)
    }

    /// The one category that covers the change; of several the one with the lowest posture, then the first by name.
    ///
    /// Held with `noCategory` when there is none, or with `outsidePaths` when only the file lies outside.
    public func category(for question: Question) -> Outcome<LoadedCategory> {
        let kind = ResourceKind.of(question.target.address)
        let attribute = Classifier.normal(question.target.attribute)
        let near = scopes.indices.filter {
            scopes[$0].action == question.actionClass && scopes[$0].covers(kind, attribute)
        }
        let covering = near.filter { index in question.file.map(scopes[index].covers(file:)) ?? true }
        if let chosen = strictest(covering) { return .done(chosen) }
        if let file = question.file, let near = strictest(near) {
            return .held(
                Hold(.outsidePaths, "\(file) lies outside the paths of category \(near.category.name)"))
        }
        return .held(
            Hold(
                .noCategory,
                "no category allows \(question.actionClass.rawValue) of \(question.target.attribute) of \(kind)"
            ))
    }

    /// True when `category` speaks about this change.
    public static func covers(_ category: Category, _ question: Question) -> Bool {
        let scope = CategoryScope(category)
        return category.action == question.actionClass && scope.covers(question.target)
            && (question.file.map(scope.covers(file:)) ?? true)
    }

    private func strictest(_ indices: [Int]) -> LoadedCategory? {
        indices.map { categories[$0] }.min(by: CategoryMatch.isStricter)
    }

    private static func isStricter(_ a: LoadedCategory, _ b: LoadedCategory) -> Bool {
        (a.category.posture, a.category.name) < (b.category.posture, b.category.name)
    }
}

/// What a category speaks about, its patterns ready to be matched.
struct CategoryScope: Hashable, Sendable {
    let action: ActionClass
    private let resources: [Wildcard]
    private let attributes: [Wildcard]
    private let paths: [Glob]

    init(_ category: Category) {
        action = category.action
        resources = category.resources.map(Wildcard.init)
        attributes = category.attributes.map { Wildcard(Classifier.normal($0)) }
        paths = category.paths.map(Glob.init)
    }

    /// True for a kind of resource and an attribute as ``Classifier/normal(_:)`` gives it.
    func covers(_ kind: String, _ attribute: String) -> Bool {
        (resources.isEmpty || resources.contains { $0.matches(kind) })
            && attributes.contains { $0.matches(attribute) }
    }

    /// True for an attribute of production.
    func covers(_ target: Target) -> Bool {
        covers(ResourceKind.of(target.address), Classifier.normal(target.attribute))
    }

    /// True for a file inside its paths.
    func covers(file: String) -> Bool { paths.contains { $0.matches(file) } }
}

extension CategoryMatch {
    /// The categories that cover what `plan` changes beside the targets of its own category.
    ///
    /// Tied changes may fall under several categories; a change that none covers stays uncovered, and is held for it.
    public func companions(of plan: Plan, beside category: LoadedCategory) -> [LoadedCategory] {
        var found: [LoadedCategory] = []
        for change in plan.changes where !category.scope.covers(change.target) {
            let question = Question(
                target: change.target,
                actionClass: Classifier().actionClass(
                    of: change.target, before: change.before, after: change.after),
                file: change.trace.editedFile)
            guard case .done(let companion) = self.category(for: question), !found.contains(companion) else {
                continue
            }
            found.append(companion)
        }
        return found
    }
}
