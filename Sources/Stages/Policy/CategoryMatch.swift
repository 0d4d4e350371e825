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
                }
            self.init(
                target: target,
                actionClass: Classifier().actionClass(of: target, before: before, after: after), file: file)
        }
    }

    private let categories: [LoadedCategory]

    /// Asks among the categories of the target branch.
    public init(_ policies: PolicySet) { categories = policies.categories }

    /// The one category that covers the change; of several the one with the lowest posture, then the first by name.
    ///
    /// Held with `noCategory` when there is none, or with `outsidePaths` when only the file lies outside.
    public func category(for question: Question) -> Outcome<LoadedCategory> {
        let covering = categories.filter { CategoryMatch.covers($0.category, question) }
        if let chosen = covering.min(by: CategoryMatch.isStricter) { return .done(chosen) }
        var elsewhere = question
        elsewhere.file = nil
        if let file = question.file,
            let near = categories.filter({ CategoryMatch.covers($0.category, elsewhere) }).min(
                by: CategoryMatch.isStricter)
        {
            return .held(
                Hold(.outsidePaths, "\(file) lies outside the paths of category \(near.category.name)"))
        }
        let kind = ResourceKind.of(question.target.address)
        return .held(
            Hold(
                .noCategory,
                "no category allows \(question.actionClass.rawValue) of \(question.target.attribute) of \(kind)"
            ))
    }

    /// True when `category` speaks about this change.
    public static func covers(_ category: Category, _ question: Question) -> Bool {
        category.action == question.actionClass && coversTarget(category, question.target)
            && (question.file.map { covers(category, file: $0) } ?? true)
    }

    static func coversTarget(_ category: Category, _ target: Target) -> Bool {
        let kind = ResourceKind.of(target.address)
        let attribute = Classifier.normal(target.attribute)
        return (category.resources.isEmpty || category.resources.contains { Wildcard.matches($0, kind) })
            && category.attributes.contains { Wildcard.matches(Classifier.normal($0), attribute) }
    }

    static func covers(_ category: Category, file: String) -> Bool {
        category.paths.contains { Glob($0).matches(file) }
    }

    private static func isStricter(_ a: LoadedCategory, _ b: LoadedCategory) -> Bool {
        (a.category.posture, a.category.name) < (b.category.posture, b.category.name)
    }
}

extension CategoryMatch {
    /// The categories that cover what `plan` changes beside the targets of its own category.
    ///
    /// Tied changes may fall under several categories; a change that none covers stays uncovered, and is held for it.
    public func companions(of plan: Plan, beside category: LoadedCategory) -> [LoadedCategory] {
        var found: [LoadedCategory] = []
        for change in plan.changes where !CategoryMatch.coversTarget(category.category, change.target) {
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
