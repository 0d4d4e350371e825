// Reads every file of a list with HashiCorp's own packages: hclsyntax's bare lexer, its parser, hclwrite's parser, and
// hclwrite with one value set and the file printed. Prints a line for each way: name, processor seconds of the best round, bytes.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

func processorSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	seconds := float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
	return seconds
}

func best(rounds int, body func()) float64 {
	least := 1e18
	for round := 0; round < rounds; round++ {
		runtime.GC()
		start := processorSeconds()
		body()
		if spent := processorSeconds() - start; spent < least {
			least = spent
		}
	}
	return least
}

// setFirst gives the first argument that is a plain quoted string another value.
func setFirst(body *hclwrite.Body) bool {
	for name, attribute := range body.Attributes() {
		tokens := attribute.Expr().BuildTokens(nil)
		if len(tokens) == 3 && tokens[0].Type == hclsyntax.TokenOQuote {
			body.SetAttributeValue(name, cty.StringVal("trimtab"))
			return true
		}
	}
	for _, block := range body.Blocks() {
		if setFirst(block.Body()) {
			return true
		}
	}
	return false
}

func main() {
	runtime.GOMAXPROCS(1)
	list, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	rounds, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	var files [][]byte
	total := 0
	for scanner := bufio.NewScanner(list); scanner.Scan(); {
		content, err := os.ReadFile(scanner.Text())
		if err != nil {
			panic(err)
		}
		files = append(files, content)
		total += len(content)
	}
	start := hcl.Pos{Line: 1, Column: 1}
	seen := 0
	ways := []struct {
		name string
		body func()
	}{
		{"hclsyntax-lex", func() {
			for _, file := range files {
				tokens, _ := hclsyntax.LexConfig(file, "x.tf", start)
				seen += len(tokens)
			}
		}},
		{"hclsyntax-parse", func() {
			for _, file := range files {
				if parsed, _ := hclsyntax.ParseConfig(file, "x.tf", start); parsed != nil {
					seen++
				}
			}
		}},
		{"hclwrite-parse", func() {
			for _, file := range files {
				if parsed, _ := hclwrite.ParseConfig(file, "x.tf", start); parsed != nil {
					seen++
				}
			}
		}},
		{"hclwrite-set", func() {
			for _, file := range files {
				if parsed, _ := hclwrite.ParseConfig(file, "x.tf", start); parsed != nil {
					setFirst(parsed.Body())
					seen += len(parsed.Bytes())
				}
			}
		}},
	}
	for _, way := range ways {
		fmt.Printf("%s\t%f\t%d\n", way.name, best(rounds, way.body), total)
	}
	if seen == 0 {
		panic("nothing was read")
	}
}
