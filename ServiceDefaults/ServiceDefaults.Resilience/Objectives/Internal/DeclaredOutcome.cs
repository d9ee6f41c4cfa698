namespace ServiceDefaults.Objectives.Internal;

/// <summary>The feature with which a service says what a request counts as.</summary>
internal sealed record DeclaredOutcome(ObjectiveOutcome Outcome);
