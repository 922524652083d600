using System.Diagnostics;

namespace Commerce.Data;

/// <summary>
/// A named place where <c>./commerce chaos</c> can end the process. Only a platform started with faults has the variable that names
/// the file to look for; everywhere else this is a constant false, and nothing that a caller of the service sends can change that.
/// </summary>
public static class FaultPoint
{
    private const string FileVariable = "COMMERCE_FAULT_FILE";

    private static readonly string? _file = Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } path ? path : null;
    private static readonly bool _canFail = _file is not null;

    /// <summary>Ends the process here and now, without any clean-up, when the file names this point. The file is used up.</summary>
    public static void Reached(string point)
    {
        if (_canFail && IsNamed(point))
            Die();
    }

    private static bool IsNamed(string point)
    {
        try
        {
            return File.Exists(_file) && File.ReadAllText(_file) == point;
        }
        catch (FileNotFoundException)
        {
            return false; // another thread reached its point first
        }
    }

    private static void Die()
    {
        File.Delete(_file!);
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
