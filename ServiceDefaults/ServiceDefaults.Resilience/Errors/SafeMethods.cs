namespace ServiceDefaults.Errors;

/// <summary>
/// The HTTP methods that only read (RFC 9110, 9.2.1). TRACE is left out, because none of these services supports it.
/// </summary>
public static class SafeMethods
{
    /// <summary>Whether a method only reads.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True for GET, HEAD and OPTIONS.</returns>
    public static bool Contains(HttpMethod method) => Contains(method.Method);

    /// <summary>Whether a method only reads.</summary>
    /// <param name="method">The name of the method.</param>
    /// <returns>True for GET, HEAD and OPTIONS, ignoring case.</returns>
    public static bool Contains(string method) =>
        method.Equals(HttpMethod.Get.Method, StringComparison.OrdinalIgnoreCase)
        || method.Equals(HttpMethod.Head.Method, StringComparison.OrdinalIgnoreCase)
        || method.Equals(HttpMethod.Options.Method, StringComparison.OrdinalIgnoreCase);
}
