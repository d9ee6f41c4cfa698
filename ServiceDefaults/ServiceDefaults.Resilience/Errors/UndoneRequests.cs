namespace ServiceDefaults.Errors;

/// <summary>
/// A mark left by the client that read the answer to an attempt: the dependency itself said that nothing was done. Without it, an error answer has to be
/// taken for one after which anything may have happened, since a proxy may have given it.
/// </summary>
internal static class UndoneRequests
{
    private static readonly HttpRequestOptionsKey<bool> Key = new("ServiceDefaults.Errors.Undone");

    /// <summary>Marks the request, or takes the mark of an earlier attempt away.</summary>
    public static void MarkUndone(this HttpRequestMessage request, bool isUndone) => request.Options.Set(Key, isUndone);

    /// <summary>Whether the last answer said that nothing was done.</summary>
    public static bool IsUndone(this HttpRequestMessage request) => request.Options.TryGetValue(Key, out var isUndone) && isUndone;
}
