namespace AppHost.Tests.ExactlyOnce;

/// <summary>What the keys of this test, and the external ids of its patients, begin with.</summary>
internal static class Keys
{
    public const string Prefix = "once-";
}
