namespace AppHost.Tests.ExactlyOnce;

/// <summary>The prefix of the test's keys and of its patients' external ids.</summary>
internal static class Keys
{
    public const string Prefix = "once-";
}
