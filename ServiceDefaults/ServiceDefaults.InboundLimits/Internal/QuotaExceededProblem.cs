namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>The problem type of draft-ietf-httpapi-ratelimit-headers-10 for a request over its quota.</summary>
internal static class QuotaExceededProblem
{
    public const string Type = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    public const string Title = "Request cannot be satisfied as assigned quota has been exceeded";
    public const string ViolatedPolicies = "violated-policies";

    public static string[] ViolatedBy(in InboundLimitResult result) =>
        [.. result.Windows.Where(window => window.IsViolated).Select(window => window.Name)];
}
